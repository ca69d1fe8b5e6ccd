// Deprecated: use the module of the same name in version 3.
module "git.example.org/archive/finder/v2" // the path is quoted

go 1.24.1

toolchain go1.24.3

godebug default=go1.23

ignore (
	./web/node_modules
)

tool (
	github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	golang.org/x/tools/cmd/stringer
	git.example.org/archive/finder/v2/cmd/check
)

require github.com/prometheus/client_golang v1.19.0

require (
	`golang.org/x/tools` v0.30.0 // generates code, and is imported as well
	"github.com/jackc/pgx/v5" v5.5.4
	github.com/Azure/azure-sdk-for-go v68.0.0+incompatible // indirect; kept for the migration
	github.com/golangci/golangci-lint/v2 v2.0.2 // indirect

	// A fork, until the patch is taken over.
	github.com/blevesearch/bleve/v2 v2.4.0
	github.com/coreos/etcd v3.3.13+incompatible
	github.com/coreos/bbolt v1.3.3
	github.com/golang/snappy v0.0.5-0.20231225225746-43d5d4cd4e0e//indirect
	github.com/matrix-org/go-sqlite3-js main
	mirror/internal v0.1.0
	rsc.io/quote v1.5.2
	rsc.io/quote v1.5.1
)

replace github.com/blevesearch/bleve/v2 v2.4.0 => github.com/archive-search/bleve/v2 v2.4.1-0.20240501120000-0123456789ab

replace (
	github.com/blevesearch/bleve/v2 => ../bleve
	github.com/coreos/etcd v3.3.12+incompatible => go.etcd.io/etcd v3.3.27+incompatible
	github.com/coreos/bbolt => go.etcd.io/bbolt v1.3.9
)

exclude golang.org/x/net v0.17.0

exclude (
	golang.org/x/text v0.3.0
)

retract [v2.0.0, v2.0.3] // published by mistake
retract (
	v2.1.0
	[v2.2.0, v2.2.4]
)
