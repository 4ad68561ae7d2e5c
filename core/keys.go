package core

// The storage layout is upstream's, which is kept byte for byte: see keys_gen.go.

// rotationKey holds "rotating" once the service has taught that the app client
// rotates refresh tokens. It is no key of upstream's, which cannot refresh there.
func rotationKey(clientID string) string { return "cognitowasm." + clientID + ".refresh" }
