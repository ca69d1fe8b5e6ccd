module git.example.org/waterworks/telemetry

go 1.16

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
