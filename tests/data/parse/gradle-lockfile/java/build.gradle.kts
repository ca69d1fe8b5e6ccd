plugins {
    java
    checkstyle
    id("org.springframework.boot") version "3.5.3"
    id("permits.java-conventions")
}

dependencies {
    implementation(platform("org.springframework.boot:spring-boot-dependencies:3.5.3"))
    implementation("ch.qos.logback:logback-classic") // its version is that of the platform
    implementation("org.mapstruct:mapstruct:1.6.3")
    implementation("com.google.guava:guava:33.4.0-jre")
    implementation(project(":permits-api"))
    compileOnly("org.projectlombok:lombok")
    annotationProcessor("org.projectlombok:lombok")
    annotationProcessor("org.mapstruct:mapstruct-processor:1.6.3")
    developmentOnly("org.springframework.boot:spring-boot-devtools")
    testImplementation("org.junit.jupiter:junit-jupiter")
}
