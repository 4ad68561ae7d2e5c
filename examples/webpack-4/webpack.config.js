const HtmlWebpackPlugin = require('html-webpack-plugin');
const webpack = require('webpack');

// webpack 4.47 hashes with its own MD4 from Node 18 on. With an older one, OpenSSL 3 has none: set
// output.hashFunction, or NODE_OPTIONS=--openssl-legacy-provider.
module.exports = {
	entry: './src/main.js',
	plugins: [
		new HtmlWebpackPlugin({ template: './src/index.html' }),
		new webpack.EnvironmentPlugin({ USER_POOL_ID: undefined, CLIENT_ID: undefined, COGNITO_ENDPOINT: '' }),
	],
};
