source "https://registry.example.org"

gem "jekyll", "~> 4.3"

group :jekyll_plugins do
  gem "jekyll-feed"
end

gem "html-proofer", group: "lint"
