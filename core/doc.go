// Package core is the session logic of Amazon Cognito user pools: who is signed
// in, signing in by SRP or password, keeping the session alive, signing out.
//
// # Map
//
// [NewPool] describes one app client of one user pool; [Pool.User] and
// [Pool.CurrentUser] name a person. The rest hangs on those two types:
//
//   - Signing in: [User.SignIn] (SRP, password, or SRP before the pool's own
//     challenges) and [User.InitiateCustomAuth] (without a password) give a [Step]
//     to switch over: [*SignedIn], or a [Challenge] of a type for each of Cognito's
//     names, with the method that answers it. [User.Resume] goes on with a
//     challenge in another process, [User.ContinueSignIn] with a reply that a
//     server got, of AdminInitiateAuth for instance.
//   - Sessions: [User.Session] gives valid tokens, refreshing them when they have
//     ended; [User.Refresh] makes a session of a user name and a refresh token in
//     one call. [Session] has the tokens and their claims, unverified.
//   - Signing out: [User.SignOut], [User.GlobalSignOut], [Pool.Revoke].
//   - Registration: [Pool.SignUp], [User.ConfirmSignUp],
//     [User.ResendConfirmationCode], [User.ForgotPassword],
//     [User.ConfirmForgotPassword].
//   - The signed-in user's account, by an access token: [Pool.GetUser],
//     [User.DeleteUser], [Pool.ChangePassword], [Pool.UpdateUserAttributes] and
//     its siblings, [Pool.SetUserMFAPreference], [Pool.AssociateSoftwareToken] and
//     [Pool.VerifySoftwareToken], [Pool.GetDevice], [Pool.ForgetDevice],
//     [Pool.UpdateDeviceStatus], [Pool.ListDevices].
//   - Anything else of the API: [Pool.Call].
//
// # Ports
//
// The package is pure Go and touches nothing by itself. What it needs of the
// world comes through small interfaces: [IdentityProvider] sends Cognito's
// operations, [Storage] keeps the session, [Locker] keeps two holders of one
// storage from refreshing at once, [Clock] tells the time, and an io.Reader
// gives randomness; a [TokenVerifier] checks tokens where that is wanted. In a web
// page package jsbridge/browser implements them. In
// a Go program package core/awsidp sends by the AWS SDK, package core/jwtverify
// verifies, and there are defaults
// for the rest: [MemoryStorage] and [MemoryLocker] forget when the program ends,
// and [FileStorage] keeps a command-line program signed in. On a server, which
// has many users at once, give each its own Storage, or name users by
// [Pool.User]: [Pool.CurrentUser] is whoever signed in last.
//
// # Clients with a secret
//
// [PoolConfig.ClientSecret] makes each operation carry SECRET_HASH or the secret,
// where it needs them. That is for programs on machines that are yours; see there.
//
// # Values
//
// Requests and replies are [Object]s whose members have the API's names, as in
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/.
// [Object.Get], [Object.Text] and [Object.Object] read them. A [Value] that is nil
// is left out, so options are nil when there is nothing to say.
//
// # Errors
//
// Every error is a [*ServiceError] (Cognito refused) or an [*Error] (something
// else failed), for errors.As; errors.Is finds either by its [Code]:
//
//	errors.Is(err, core.UserNotConfirmedException)
//
// [ReasonOf] tells finer why, and [Retryable] whether the same call may work
// later. Contexts end calls, with code [Aborted]; [PoolConfig.Timeout] ends those
// that nobody answers. No error message holds a token, a password or a code.
//
// # Storage format
//
// The keys and values are those of the npm package amazon-cognito-identity-js
// 6.3.21, byte for byte, so that a session written by either is read by both.
// That will not change without a new major version.
//
// # Concurrency
//
// A Pool and its Users are safe for concurrent use, and so are the storages and
// lockers here. Callers who find the session ended at the same time share one
// refresh, and so do programs that share a [FileStorage].
package core
