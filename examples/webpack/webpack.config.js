import HtmlWebpackPlugin from 'html-webpack-plugin';
import webpack from 'webpack';

export default {
	entry: './src/main.js',
	output: { clean: true },
	plugins: [
		new HtmlWebpackPlugin({ template: './src/index.html' }),
		new webpack.EnvironmentPlugin({ USER_POOL_ID: undefined, CLIENT_ID: undefined, COGNITO_ENDPOINT: '' }),
	],
};
