package devserver

import "github.com/cognitowasm/cognitowasm/internal/fakecognito"

// provider is the made-up identity provider of the demo.
const provider = "ExampleID"

// allowRedirects lets users sign in at the pool's domain, also with an account of the made-up
// provider, and come back to the page of each library that can do that.
func allowRedirects(cognito *fakecognito.Server, origin, domain string) {
	cognito.Providers = []string{provider}
	cognito.DomainURL = domain
	cognito.RedirectURIs = []string{origin + "/?library=" + ours.Key, origin + "/?library=" + sdk.Key}
	cognito.LogoutURIs = cognito.RedirectURIs
}
