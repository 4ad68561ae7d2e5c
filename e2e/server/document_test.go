package server

import (
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// TestLittleOfADocument: in a test's environment whose document has only what the application
// needs, and with a client that the application has changed, requests are sent all the same.
func TestLittleOfADocument(t *testing.T) {
	t.Parallel()
	s := harness.NewSite(t)
	s.AddUser()
	const script = `
		globalThis.document = { cookie: '' };
		const { AuthenticationDetails, CognitoUser, CognitoUserPool } = (await import('amazon-cognito-identity-js')).default;
		const [UserPoolId, ClientId, endpoint, Username, Password] = process.argv.slice(1);
		const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
		Pool.client.fetchOptions = undefined;
		new CognitoUser({ Username, Pool }).authenticateUser(new AuthenticationDetails({ Username, Password }), {
			onSuccess: (session) => console.log(session.isValid()),
			onFailure: (error) => console.log(error.message),
		});
	`
	said := harness.Node(t, harness.Install(t, harness.UpstreamName), script,
		fakecognito.DefaultPoolID, fakecognito.DefaultClientID, s.Endpoint, harness.Username, harness.Password)
	if strings.TrimSpace(said) != "true" {
		t.Error(said)
	}
}
