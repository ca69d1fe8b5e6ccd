module git.example.org/harbour/depot/api

go 1.22

require (
	git.example.org/harbour/depot/plugins/s3 v0.3.0
	github.com/google/uuid v1.6.0
	github.com/minio/minio-go/v7 v7.0.66
	google.golang.org/protobuf v1.33.0
)

require golang.org/x/crypto v0.21.0 // indirect

replace github.com/minio/minio-go/v7 => github.com/other-forks/minio-go/v7 v7.0.60

replace golang.org/x/crypto => github.com/harbour-forks/crypto v0.21.1
