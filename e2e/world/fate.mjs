/** What became of a call: what it returned, or the name and message of its error. */
export const fate = (call) =>
	Promise.resolve()
		.then(call)
		.then(
			(result) => ({ result: result ?? {} }),
			({ name, message }) => ({ error: `${name}: ${message}` }),
		);
