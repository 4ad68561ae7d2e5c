package core

// The storage layout is upstream's, which is kept byte for byte: see keys_gen.go.

// rotationKey returns the key of "rotating", once the service has shown that the app client
// rotates refresh tokens. Upstream, which cannot refresh there, has no such key.
func rotationKey(clientID string) string { return "cognitowasm." + clientID + ".refresh" }
