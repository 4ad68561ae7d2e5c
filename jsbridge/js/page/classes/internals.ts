/**
 * The entry `/internals`: how frameworks name themselves to the service.
 *
 * @packageDocumentation
 */
export { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from '../base/user-agent';
