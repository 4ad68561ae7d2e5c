package srp

import "errors"

// The messages of ErrZeroA, ErrZeroB and ErrZeroU are those of
// amazon-cognito-identity-js, including the spelling: applications compare them.
var (
	// ErrZeroA means that A mod N is zero. With an odd N and g = 2 that is impossible.
	//lint:ignore ST1005 upstream's text
	ErrZeroA = errors.New("Illegal paramater. A mod N cannot be 0.")

	// ErrZeroB means that B mod N is zero; RFC 5054, section 2.5.3, tells the
	// client to abort.
	//lint:ignore ST1005 upstream's text
	ErrZeroB = errors.New("B cannot be zero.")

	// ErrZeroU means that the hash u is zero. The server's S, (A * v^u)^b, does
	// not depend on the verifier then; SRP-6 tells the client to abort.
	//lint:ignore ST1005 upstream's text
	ErrZeroU = errors.New("U cannot be zero.")

	// ErrRandom means that the random source returned only zeros.
	ErrRandom = errors.New("srp: random source returned only zeros")
)

// ParameterError says that a member of the server's challenge is missing or
// cannot be decoded. It does not repeat the value.
type ParameterError struct {
	Member string // name on the wire: SALT, SRP_B or SECRET_BLOCK
}

// Error names the member.
func (e *ParameterError) Error() string {
	return "srp: server sent a malformed " + e.Member
}
