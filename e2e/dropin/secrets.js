// Notes what an application could log: every error that a callback gets,
// with all that it has, and its causes; every event. And what replies have in them.
'use strict';
((fetchOfPage) => {
	window.lines = [];
	window.replies = [];
	const note = (value, depth = 0) => {
		if (depth > 5 || value === null || typeof value !== 'object') return;
		if (value instanceof Error) {
			const own = Object.fromEntries(
				Object.getOwnPropertyNames(value)
					.filter((name) => name !== 'cause')
					.map((name) => [name, value[name]]),
			);
			lines.push(String(value), JSON.stringify(own));
			if (value.cause instanceof Error) note(value.cause, depth + 1);
			else if (value.cause !== undefined) lines.push(String(value.cause), JSON.stringify(value.cause) || '');
		}
	};
	window.noteErrors = (_, args) => args.forEach((value) => note(value));
	for (const type of ['storagewarning', 'signedout']) {
		AmazonCognitoIdentity.events.addEventListener(type, (event) =>
			lines.push(type + ' ' + JSON.stringify(event.detail)),
		);
	}
	window.fetch = async (...args) => {
		const response = await fetchOfPage(...args);
		if (String(args[0]) === window.endpoint)
			await response
				.clone()
				.text()
				.then(
					(text) => replies.push(text),
					() => {},
				);
		return response;
	};
})(window.fetch);
