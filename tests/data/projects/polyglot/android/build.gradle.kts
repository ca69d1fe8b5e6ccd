plugins {
    `java-library`
}

dependencies {
    implementation(libs.forms.android)
    implementation(libs.cloud.push)
    testImplementation("example.tests:test-kit:3.1")
}
