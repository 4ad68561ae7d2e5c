// What the scripts of these tests find in their page; see ../harness/globals.d.ts.
declare var looks: number; // looks at a storage that are planned
declare var pool: import('amazon-cognito-identity-js').CognitoUserPool & { [name: string]: any };
declare var story: string[]; // what the listener has heard
declare var stopListening: () => void;
