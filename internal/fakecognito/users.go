package fakecognito

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// UserStatus is the API's name of a user's status.
type UserStatus string

const (
	// StatusUnconfirmed is a user who has signed up and not confirmed yet.
	StatusUnconfirmed UserStatus = "UNCONFIRMED"
	// StatusConfirmed is a user who can sign in.
	StatusConfirmed UserStatus = "CONFIRMED"
	// StatusForceChangePassword is a user whom an administrator created with a temporary
	// password, and who must choose a new one to sign in.
	StatusForceChangePassword UserStatus = "FORCE_CHANGE_PASSWORD"
)

// user is an account of the pool.
type user struct {
	username   string
	sub        string
	attributes map[string]string // without sub
	status     UserStatus
	enabled    bool
	deleted    bool
	created    time.Time
	lastSignIn time.Time
	password   verifier
	lockout    lockout
	devices    map[string]*device
	codes      map[MessageKind]sentCode // the last of each kind
	mfa        mfa
	passkeys   passkeys
	identity   *identity // of a federated user
}

// NewUser describes a user for CreateUser.
type NewUser struct {
	// Username is the name to sign in with. In a pool with EmailAsUsername it
	// may be omitted, and if given becomes the username instead of the sub.
	Username string
	// Password need not satisfy the password policy. Without one, the user signs in with
	// other first factors.
	Password string
	// Email is optional; it counts as verified unless Status is
	// StatusUnconfirmed.
	Email string
	// Attributes are further attributes by name, for instance "name".
	Attributes map[string]string
	// Status empty means StatusConfirmed.
	Status UserStatus
	// MFA are the second factors that are on, by the API's names. SMSMFA needs
	// the attribute phone_number.
	MFA []string
	// PreferredMFA is the one to use if there are several; if it is empty, the user
	// chooses at each sign-in.
	PreferredMFA string
	// TOTPSecret is the secret of the user's authenticator app, in base 32.
	TOTPSecret string
}

// User is what the server knows about a user.
type User struct {
	Username string
	// Sub is the user's UUID, the sub claim of tokens.
	Sub     string
	Status  UserStatus
	Enabled bool
	// Attributes are as in GetUser, without sub.
	Attributes map[string]string
	// Devices are the devices offered to the user, confirmed or not, oldest
	// first.
	Devices []Device
	// LastSignIn is when the user last signed in, or the zero time. A refresh does not
	// count.
	LastSignIn time.Time
}

// CreateUser adds a user as an administrator would, without sending a message.
// It fails if the name is taken or missing.
func (s *Server) CreateUser(n NewUser) (User, error) {
	s.lock()
	defer s.mu.Unlock()
	sub := newUUID()
	if n.Username == "" && s.SignInNames == EmailAsUsername {
		n.Username = sub
	}
	switch {
	case n.Username == "":
		return User{}, fmt.Errorf("fakecognito: a user needs a username")
	case s.pool.users[s.fold(n.Username)] != nil:
		return User{}, fmt.Errorf("fakecognito: user %q exists already", n.Username)
	}
	u := s.addUser(n.Username, sub, n.Password, n.Attributes)
	u.status = orDefault(n.Status, StatusConfirmed)
	u.mfa = mfa{enabled: slices.Sorted(slices.Values(n.MFA)), preferred: n.PreferredMFA, secret: n.TOTPSecret}
	if n.Email != "" {
		u.attributes["email"] = n.Email
		u.setEmailVerified(u.status != StatusUnconfirmed)
	}
	return u.info(), nil
}

// addUser adds an unconfirmed user to the pool, with an empty password one who has none.
func (s *Server) addUser(username, sub, password string, attributes map[string]string) *user {
	u := &user{
		username:   username,
		sub:        sub,
		attributes: map[string]string{},
		status:     StatusUnconfirmed,
		enabled:    true,
		created:    s.now(),
		devices:    map[string]*device{},
		codes:      map[MessageKind]sentCode{},
	}
	if password != "" {
		u.password = newVerifier(s.poolName(), username, password)
	}
	maps.Copy(u.attributes, attributes)
	s.pool.users[s.fold(username)] = u
	return u
}

func (u *user) setEmailVerified(verified bool) {
	u.attributes["email_verified"] = fmt.Sprint(verified)
}

func (u *user) emailVerified() bool { return u.attributes["email_verified"] == "true" }

func (u *user) info() User {
	info := User{
		Username:   u.username,
		Sub:        u.sub,
		Status:     u.status,
		Enabled:    u.enabled,
		Attributes: maps.Clone(u.attributes),
		LastSignIn: u.lastSignIn,
	}
	for _, d := range u.sortedDevices() {
		info.Devices = append(info.Devices, d.info())
	}
	return info
}

// wireAttributes returns the user's attributes as replies have them, sub first.
func (u *user) wireAttributes() []attribute {
	list := []attribute{{"sub", u.sub}}
	for _, name := range slices.Sorted(maps.Keys(u.attributes)) {
		list = append(list, attribute{name, u.attributes[name]})
	}
	if identities := u.identities(); identities != nil {
		list = append(list, attribute{"identities", string(mustJSON(identities))})
	}
	return list
}

// User returns what the server knows about a user, and whether there is one. The name may be
// any that the user can sign in with.
func (s *Server) User(username string) (User, bool) {
	s.lock()
	defer s.mu.Unlock()
	u := s.find(username)
	if u == nil {
		return User{}, false
	}
	return u.info(), true
}

// DisableUser stops a user from signing in, refreshing and using tokens. It
// reports whether there is such a user.
func (s *Server) DisableUser(username string) bool {
	return s.change(username, func(u *user) { u.enabled = false })
}

// EnableUser reverses DisableUser. It reports whether there is such a user.
func (s *Server) EnableUser(username string) bool {
	return s.change(username, func(u *user) { u.enabled = true })
}

// DeleteUser removes a user; tokens of the user are refused from now on. It
// reports whether there was such a user.
func (s *Server) DeleteUser(username string) bool {
	return s.change(username, s.remove)
}

func (s *Server) remove(u *user) {
	u.deleted = true
	delete(s.pool.users, s.fold(u.username))
}

// RevokeAll revokes all tokens of a user, as AdminUserGlobalSignOut does. It
// reports whether there is such a user.
func (s *Server) RevokeAll(username string) bool {
	return s.change(username, s.revokeAll)
}

// change runs f on a user, if there is one.
func (s *Server) change(username string, f func(*user)) bool {
	s.lock()
	defer s.mu.Unlock()
	u := s.find(username)
	if u != nil {
		f(u)
	}
	return u != nil
}

// fold returns the form of a name by which it is looked up.
func (s *Server) fold(name string) string {
	if s.CaseSensitive {
		return name
	}
	return strings.ToLower(name)
}

// find returns the user with a name or, if the pool allows it, an e-mail address or sub, or
// nil if there is none.
func (s *Server) find(name string) *user {
	if u := s.pool.users[s.fold(name)]; u != nil {
		return u
	}
	return s.findByEmail(name, nil)
}

// findByEmail returns the user, other than except, who may sign in with an e-mail
// address. As an alias only a verified address counts; in a pool where the
// address is the username, it counts from the start. That of a federated user never counts.
func (s *Server) findByEmail(email string, except *user) *user {
	if s.SignInNames == UsernameOnly || email == "" {
		return nil
	}
	for _, u := range s.pool.users {
		if u != except && u.identity == nil && s.fold(u.attributes["email"]) == s.fold(email) &&
			(u.emailVerified() || s.SignInNames == EmailAsUsername) {
			return u
		}
	}
	return nil
}

// looksLikeEmail reports whether a name looks like an e-mail address, as roughly as the
// service checks it.
func looksLikeEmail(name string) bool {
	local, domain, found := strings.Cut(name, "@")
	return found && local != "" && domain != "" && !strings.Contains(domain, "@")
}
