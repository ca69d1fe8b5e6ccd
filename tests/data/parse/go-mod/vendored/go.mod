module git.example.org/waterworks/telemetry

go 1.21

replace github.com/gocql/gocql => github.com/scylladb/gocql v1.12.0

// The clock is not published yet.
replace git.example.org/waterworks/clock => ./clock

require (
	git.example.org/waterworks/clock v0.0.0
	github.com/BurntSushi/toml v1.3.2
	github.com/docker/docker v24.0.7+incompatible
	github.com/gocql/gocql v1.6.0
	github.com/spf13/cobra v1.7.0
	github.com/stretchr/testify v1.8.4
)

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/golang/snappy v0.0.4 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/russross/blackfriday/v2 v2.1.0
	github.com/spf13/pflag v1.0.5 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
