defmodule Desk.MixProject do
  use Mix.Project

  def project do
    [app: :desk, version: "0.1.0", deps: deps()]
  end

  defp deps do
    [
      {:example_cloud_queue, "~> 1.0"},
      {:example_works_forms, git: "https://github.com/example-works/forms-ex.git", tag: "v0.4.0"},
      {:example_unit, "~> 1.7", only: :test}
    ]
  end
end
