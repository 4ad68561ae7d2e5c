import { Component, inject } from '@angular/core';
import { Auth } from './auth';
import { SignIn } from './sign-in';
import { SignedIn } from './signed-in';

@Component({
	selector: 'app-root',
	imports: [SignIn, SignedIn],
	template: `
		@if (auth.signedIn()) {
			<app-signed-in id="signed-in" />
		} @else {
			<app-sign-in />
		}
	`,
})
export class App {
	protected readonly auth = inject(Auth);
}
