module git.example.org/harbour/gate

go 1.22

require (
	github.com/go-chi/chi/v5 v5.0.12
	github.com/<script>/x v1.0.0
	../../etc/passwd v1.0.0
	github.com/../../../etc v1.0.0
	github.com/lib/pq
	github.com/google/uuid v1.6.0 v1.6.1
	github.com/rs/zerolog v1.32.0 // indirect
)

replace github.com/rs/zerolog => github.com/rs/zerolog
replace github.com/go-chi/chi/v5 => ssh://git.example.org/chi
inline (
	github.com/pkg/errors v0.9.1
)
