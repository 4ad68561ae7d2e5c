let text = 'aws-amplify/5.0.4';
let appended = false;

/**
 * Appends a text to what every later request names as its user agent (the
 * header X-Amz-User-Agent). A text that is already part of it is not appended
 * again.
 *
 * @param content - for instance `my-app/1.2`; nothing happens when it is empty
 */
export function appendToCognitoUserAgent(content: string): void {
	if (!content || text.includes(content)) return;
	text += ' ' + content;
	appended = true;
}

/** The header's text, or undefined while it is the one that the core sends by itself. */
export function userAgent(): string | undefined {
	return appended ? text : undefined;
}
