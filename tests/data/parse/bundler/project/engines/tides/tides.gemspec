Gem::Specification.new { |spec| spec.name = "tides" }
