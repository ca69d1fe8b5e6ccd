Gem::Specification.new do |spec|
  spec.name = "harbour_flags"
  spec.version = "2.0.0"
  spec.authors = ["Somebody"]
  spec.email = "somebody@example.org"
  spec.add_dependency "activesupport", ">= 7.0"
  spec.add_development_dependency("rspec", "~> 3.13")
  spec.add_development_dependency 'rake'
  spec.add_development_dependency "yard"
end
