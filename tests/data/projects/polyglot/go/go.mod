module town.example/gateway

go 1.22

require (
	cloud.example/queue/v2 v2.3.0
	github.com/Example-Works/Forms v1.4.0
)

require github.com/example-logging/log v0.9.1 // indirect
