"""Java and its kin: POMs of Maven, and what Gradle writes and reads."""
