module (
	git.example.org/harbour/depot/plugins/s3
)

go 1.22
