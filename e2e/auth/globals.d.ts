// What page.js and scenarios.js, and the tests, leave for each other in the page.

declare var isUpstream: boolean | undefined; // on the page with amazon-cognito-auth-js
declare var login: { domain: string; logoutUri: string };
declare var auth: { [name: string]: any }; // of the test's steps
declare var calls: { called: string; arguments: unknown[]; synchronous: boolean }[];
declare var last: any; // what the last of them got
declare var opened: string[]; // addresses
declare var freshSteps: Record<string, () => unknown>;
declare var signedInSteps: Record<string, () => unknown>;
declare var AmazonCognitoAdvancedSecurityData: object | undefined;
