import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    `java-library`
    kotlin("multiplatform") version libs.versions.kotlin.get()
    alias(libs.plugins.ksp)
    alias(libs.plugins.tides.conventions)
    id("com.diffplug.spotless").version("7.0.4")
    id("permits.conventions")
}

val ktorVersion = "3.2.0"
val coroutines: String by extra("1.10.2")
extra["logback.version"] = "1.5.18"
val composeBom = platform("androidx.compose:compose-bom:2025.06.01")

kotlin {
    sourceSets {
        val commonMain by getting {
            dependencies {
                implementation(kotlin("stdlib"))
                implementation("io.ktor:ktor-client-core:$ktorVersion")
                api(libs.kotlinx.serialization.json)
            }
        }
        commonTest.dependencies {
            implementation(kotlin("test"))
        }
        getByName("jvmTest") {
            dependencies {
                implementation("io.ktor:ktor-client-mock:${ktorVersion}")
            }
        }
    }
}

testing {
    suites {
        val integrationTest by registering(JvmTestSuite::class) {
            dependencies {
                implementation(project())
                implementation("org.testcontainers:testcontainers:1.21.3")
            }
        }
    }
}

dependencies {
    implementation(composeBom)
    implementation(enforcedPlatform(libs.okhttp.bom))
    implementation("org.jetbrains.kotlinx", "kotlinx-coroutines-core", "1.10.2")
    implementation(group = "org.jsoup", name = "jsoup", version = "1.21.1")
    implementation("""com.github.ajalt.clikt:clikt:5.0.3""")
    implementation("ch.qos.logback:logback-classic:${extra["logback.version"]}") {
        because("it's what \"everybody\" uses { }")
    }
    implementation(libs.bundles.okhttp)
    implementation(libs.findLibrary("guava").get())
    implementation(projects.tidesApi)
    implementation(testFixtures(project(":tides-api")))
    "migrationImplementation"(libs.flyway.core)
    add("kspJvm", "com.squareup.moshi:moshi-kotlin-codegen:${libs.versions.moshi.get()}")
    debugImplementation(variantOf(libs.leakcanary) { classifier("debug") })
    if (System.getenv("CI") != null) testImplementation("org.example:ci-reporter:1.0")
    detektPlugins(tools.detekt.formatting)
}

fun unused() = "dependencies { implementation(\"a:b:1\") }"
