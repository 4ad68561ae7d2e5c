package e2e

// worldCases are the cases by number. Their scripts and fixtures are in e2e/world, a
// file for each kind.
var worldCases = []worldCase{
	// Objects and state libraries.
	{number: 1, name: "objects in the proxies of state libraries", script: "objects.test.mjs"},
	{number: 2, name: "pools that are no whole pools", script: "objects.test.mjs"},
	// Test runners.
	{number: 5, name: "an AbortSignal of another realm", script: "runners.test.mjs"},
	{number: 8, name: "a clock set back in a test", script: "runners.test.mjs"},
	// Emulators and stubs.
	{number: 9, name: "tokens beside a challenge's name", script: "stubs.test.mjs emulator.test.mjs"},
	{number: 10, name: "an emulator's short SRP parameters", script: "stubs.test.mjs"},
	{number: 11, name: "stubs without SRP parameters", script: "stubs.test.mjs"},
	{number: 12, name: "tokens that are no JWTs", script: "stubs.test.mjs"},
	{number: 13, name: "triggers that take longer than ten seconds", script: "slow.test.mjs"},
	// Forms of modules.
	{number: 14, name: "default import in Node", script: "modules.test.mjs"},
	{number: 15, name: "deep imports", script: "modules.test.mjs"},
	{number: 17, name: "import and require in one process", script: "modules.test.mjs"},
	{number: 22, name: "Node without global crypto", script: "modules.test.mjs"},
	// Behaviour.
	{number: 25, name: "clientMetadata of a refresh", script: "behaviour.test.mjs"},
	{number: 26, name: "a sign-out of somebody else", script: "behaviour.test.mjs"},
	{number: 28, name: "cookies with a raw percent sign", script: "behaviour.test.mjs"},
	{number: 29, name: "Angular's zone", script: "zone.test.mjs behaviour.test.mjs"},
	{number: 30, name: "Object.prototype with an enumerable function", script: "behaviour.test.mjs"},
	{number: 31, name: "spies on public methods", script: "behaviour.test.mjs"},
	{number: 32, name: "replies with less in them", script: "stubs.test.mjs"},
}
