package world

// worldCases are the cases by number. Their scripts and fixtures are in e2e/world.
var worldCases = []worldCase{
	// Objects and state libraries.
	{number: 1, name: "objects in the proxies of state libraries", scripts: "held objects"},
	{number: 2, name: "pools that are no whole pools", scripts: "pools"},
	// Types: see e2e/world/types.
	{number: 3, name: "declarations that inference reads", run: worldTypes},
	// Test runners: see e2e/world/jest and e2e/world/vitest.
	{number: 4, name: "Jest and Vitest, with nothing configured", scripts: "environments", run: underRunners(4, allRunners...)},
	{number: 5, name: "an AbortSignal of another realm", scripts: "runners", run: underRunners(5, allRunners...)},
	{number: 6, name: "frozen timers", scripts: "runners", run: all(underRunners(6, allRunners...), worldFrozenTimers)},
	{number: 7, name: "mocks of deep paths", run: underRunners(7, jestRunners...)},
	{number: 8, name: "a clock set back in a test", scripts: "runners", run: underRunners(8, allRunners...)},
	// Emulators and stubs.
	{number: 9, name: "tokens beside a challenge's name", scripts: "stubs emulator", run: worldEmulator},
	{number: 10, name: "an emulator's short SRP parameters", scripts: "stubs"},
	{number: 11, name: "stubs without SRP parameters", scripts: "stubs"},
	{number: 12, name: "tokens that are no JWTs", scripts: "stubs"},
	{number: 13, name: "triggers that take longer than ten seconds", scripts: "slow"},
	// Forms of modules.
	{number: 14, name: "default import in Node", scripts: "modules"},
	{number: 15, name: "deep imports", scripts: "modules biginteger"},
	{number: 16, name: "the classic script in other places", run: worldScripts},
	{number: 17, name: "import and require in one process", scripts: "modules"},
	// Environments.
	{number: 18, name: "service workers and extensions", run: worldServiceWorkers},
	{number: 19, name: "old browsers", scripts: "environments", run: worldOldBrowsers},
	{number: 20, name: "pages of file:", run: worldFiles},
	{number: 21, name: "asset domains and sandboxed frames", run: worldOrigins},
	{number: 22, name: "Node without global crypto", scripts: "environments"},
	{number: 23, name: "edge runtimes", scripts: "environments"},
	{number: 24, name: "Trusted Types", run: worldTrustedTypes},
	// Behaviour.
	{number: 25, name: "clientMetadata of a refresh", scripts: "metadata"},
	{number: 26, name: "a sign-out of somebody else", scripts: "signouts", run: worldOtherSignOut},
	{number: 27, name: "one user per tab", run: worldStoragePerTab},
	{number: 28, name: "cookies with a raw percent sign", scripts: "cookies", run: worldRawCookies},
	{number: 29, name: "Angular's zone", scripts: "zone timers"},
	{number: 30, name: "Object.prototype with an enumerable function", scripts: "prototypes", run: worldExtendedPrototypes},
	{number: 31, name: "spies on public methods", scripts: "spied-sessions spied-requests applications"},
	{number: 32, name: "replies with less in them", scripts: "fetches replies challenges"},
}
