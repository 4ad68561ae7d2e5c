import Controller from '@ember/controller';
import { action } from '@ember/object';
import { service } from '@ember/service';
import { tracked } from '@glimmer/tracking';

export default class extends Controller {
	@service session;
	@service cognito;
	@tracked message = '';

	@action
	async signIn(event) {
		event.preventDefault();
		const { username, password } = Object.fromEntries(new FormData(event.target));
		try {
			await this.session.authenticate('authenticator:cognito', { username, password });
		} catch (error) {
			this.message = error.message;
		}
	}

	@action
	signOut() {
		return this.session.invalidate();
	}
}
