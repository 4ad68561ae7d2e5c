/** Has every later request name the category `auth` in its user agent. */
export declare function addAuthCategoryToCognitoUserAgent(): void;
/**
 * Has every later request name a framework in its user agent.
 *
 * @param content - the framework's number in Amplify's list; none when it is empty
 */
export declare function addFrameworkToCognitoUserAgent(content: string): void;

export {};
