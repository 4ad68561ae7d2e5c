import { defaultUserAgent } from '../../gen/constants';

let text = defaultUserAgent;
let category = '';
let framework = '';

/**
 * Appends a text to what every later request names as its user agent (the
 * header X-Amz-User-Agent). A text that is already part of it is not appended
 * again.
 *
 * @param content - for instance `my-app/1.2`; nothing happens when it is empty
 */
export function appendToCognitoUserAgent(content: string): void {
	if (content && !text.includes(content)) text += ' ' + content;
}

/** Has every later request name the category `auth` in its user agent. */
export function addAuthCategoryToCognitoUserAgent(): void {
	category = ' auth';
}

/**
 * Has every later request name a framework in its user agent.
 *
 * @param content - the framework's number in Amplify's list; none when it is empty
 */
export function addFrameworkToCognitoUserAgent(content: string): void {
	framework = content ? ' framework/' + content : '';
}

/** The header's text. */
export function userAgent(): string {
	return text + category + framework;
}
