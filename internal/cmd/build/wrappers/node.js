// Sets import.meta.url to what CommonJS has in its place.
const cognitowasmURL = typeof __filename == 'string' ? require('node:url').pathToFileURL(__filename) : void 0;
BUNDLE;
