// Imports the core's own interface as a browser does, with no bundler, and gives the test
// call(operation, request): the outcome as plain data.
import { load } from '/dist/core.mjs';
window.load = load;
window.request = (members) => ({
	userPoolId: 'us-east-1_FakePool1',
	clientId: '1fakeclient2fakeclient3fake',
	endpoint: window.endpoint,
	...members,
});
window.call = async (operation, members) => {
	try {
		return { value: await (await load())[operation](request(members)) };
	} catch (error) {
		return { error: { ...plainError(error), isError: error instanceof Error } };
	}
};
// Every kind of page storage keeps its text in a Map that the test can look at.
window.pageStorage = (wrap = (value) => value) => {
	const items = new Map();
	return {
		items,
		getItem: (key) => wrap(items.has(key) ? items.get(key) : null),
		setItem: (key, value) => wrap(void items.set(key, value)),
		removeItem: (key) => wrap(void items.delete(key)),
	};
};
