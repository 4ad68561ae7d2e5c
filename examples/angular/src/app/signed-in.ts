import { Component, inject, signal } from '@angular/core';
import type { OnInit } from '@angular/core';
import { Auth } from './auth';

@Component({
	selector: 'app-signed-in',
	template: `
		<p>{{ text() }}</p>
		<button type="button" (click)="auth.signOut()">Sign out</button>
	`,
})
export class SignedIn implements OnInit {
	protected readonly auth = inject(Auth);
	protected readonly text = signal('');

	async ngOnInit(): Promise<void> {
		try {
			const session = await this.auth.session();
			this.text.set(session ? 'Signed in as ' + session.getIdToken().payload['email'] : '');
		} catch (error) {
			this.text.set((error as Error).message);
		}
	}
}
