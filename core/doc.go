// Package core is the session logic of Amazon Cognito user pools: who is signed in,
// signing in by SRP or password, keeping the session alive, signing out.
//
// # Map
//
// [NewPool] describes one app client of one user pool; [Pool.User] and
// [Pool.CurrentUser] name a person. Everything else hangs on those two types:
//
//   - Signing in: [User.SignIn] (SRP, password, a choice, or SRP before the pool's own
//     challenges) and [User.InitiateCustomAuth] (without a password) return a [Step]
//     to switch over: [*SignedIn], or a [Challenge], which has a type for each of
//     Cognito's names, with the method that answers it. [User.Resume] continues with a
//     challenge in another process, [User.ContinueSignIn] with a reply that a server
//     obtained. [Pool.OAuth] signs in at the pool's domain.
//   - Sessions: [User.Session] returns valid tokens, and refreshes them once they have
//     expired; [User.Refresh] makes a session from a user name and a refresh token in
//     one call. A [Session] has the tokens and their claims.
//   - Signing out: [User.SignOut], [User.SignOutAndRevoke], [User.GlobalSignOut],
//     [User.AdminGlobalSignOut], [Pool.Revoke].
//   - Registration: [Pool.SignUp], [User.ConfirmSignUp],
//     [User.ResendConfirmationCode], [User.ForgotPassword],
//     [User.ConfirmForgotPassword].
//   - The signed-in user's account, with the access token of the session: [User.Describe],
//     [User.UpdateAttributes] and its siblings, [User.ChangePassword], [User.Delete],
//     [User.SetMFAPreference], [User.AssociateSoftwareToken], [User.AuthFactors],
//     [User.WebAuthnCredentials] and its siblings, [User.Devices] and its siblings.
//   - Any other operation of the API: [Pool.Call].
//
// # Ports
//
// The package is pure Go, and reaches the outside world only through small interfaces:
// [IdentityProvider] sends Cognito's operations, [Storage] keeps the session, [Locker]
// prevents two users of one storage from refreshing at the same time, [Clock] tells the
// time, and an io.Reader supplies randomness; a [TokenVerifier], which is optional,
// verifies tokens. In a web page package jsbridge/browser implements them. In a Go program
// package core/awsidp sends operations with the AWS SDK, package core/jwtverify verifies
// tokens, and the others have defaults: [MemoryStorage] and [MemoryLocker] last as long as
// the program, and [FileStorage] keeps a command-line program signed in. On a server, which
// has many users at once, give each user a Storage of their own, or name users with
// [Pool.User]: [Pool.CurrentUser] is whoever signed in last.
//
// # Clients with a secret
//
// With [PoolConfig.ClientSecret], every operation that needs it carries SECRET_HASH or the
// secret. It is for programs on machines that you control; see there.
//
// # Options
//
// Calls take an [Option] or several behind their other arguments: [ClientMetadata] for the
// pool's Lambda triggers, and what the beginning of a sign-in may have.
//
// # Values
//
// The requests and replies of [Pool.Call] are of type [Object], whose members have the API's names, as in
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/.
// [Object.Get], [Object.Text] and [Object.Object] read them. A [Value] that is nil
// is omitted, so optional members may be nil. Claims are Objects too.
//
// # Errors
//
// Every error is a [*ServiceError] (Cognito refused) or an [*Error] (something
// else failed), for errors.As; errors.Is matches either by its [Reason], and a refusal also
// by the [Code] that the service has for it:
//
//	errors.Is(err, core.NoSession)
//	errors.Is(err, core.UserNotConfirmedException)
//
// [ReasonOf] returns the reason for a switch, and [Retryable] reports whether the same call may succeed
// later. A call ends when its context does, with reason [Aborted], and when no answer comes
// within [PoolConfig.Timeout]. No error message contains a token, a password or a code.
//
// # Storage format
//
// The keys and values are those of the npm package amazon-cognito-identity-js
// 6.3.21 ("upstream"), byte for byte, so that a session written by either is read by both.
// That will not change without a new major version.
//
// # Concurrency
//
// A Pool and its Users are safe for concurrent use, and so are the storages and
// lockers of this package. Callers that find the session expired at the same time share one
// refresh, and so do programs that share a [FileStorage].
package core
