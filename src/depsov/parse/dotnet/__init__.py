""".NET: NuGet and MSBuild."""
