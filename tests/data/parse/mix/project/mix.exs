defmodule LibraryDesk.MixProject do
  use Mix.Project

  def project do
    [
      app: :library_desk,
      version: "0.1.0",
      elixir: "~> 1.15",
      start_permanent: Mix.env() == :prod,
      deps: deps()
    ]
  end

  # Run "mix help deps" to learn about dependencies.
  defp deps do
    [
      {:phoenix, "~> 1.7.14"},
      # {:surface, "~> 0.11"},
      {:plug, ">= 1.14.0"}, # as Phoenix has it, {:not, "a dependency"}
      {:shelf, git: "https://git.example.org/library/shelf.git", tag: "v1.0.0"},
      {:jason, "~> 1.2", optional: true},
      {:esbuild, "~> 0.8", runtime: Mix.env() == :dev},
      {:phoenix_bakery, "~> 0.1.2", runtime: false},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:floki, ">= 0.30.0", only: ~w(test)a},
      {:telemetry, "~> 1.0", only: [:prod, :test]},
      {:desk_rules, path: "../desk_rules"},
      {:oban, "~> 2.17"}
    ]
  end

  defp aliases do
    [setup: ["deps.get", {:not, "a dependency either"}]]
  end
end
