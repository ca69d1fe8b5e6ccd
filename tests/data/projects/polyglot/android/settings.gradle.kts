rootProject.name = "permits-app"
