module git.example.org/harbour/depot/server

go 1.22
