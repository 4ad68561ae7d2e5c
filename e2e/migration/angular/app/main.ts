// Amplify UI's component for Angular around an application.
import { Component, NgModule } from '@angular/core';
import { BrowserModule, platformBrowser } from '@angular/platform-browser';
import { AmplifyAuthenticatorModule } from '@aws-amplify/ui-angular';
import { Amplify } from 'aws-amplify';

declare global {
	interface Window {
		cognito: { region: string; userPoolId: string; clientId: string; endpoint: string };
	}
}

const { region, userPoolId, clientId, endpoint } = window.cognito;
Amplify.configure({ Auth: { region, userPoolId, userPoolWebClientId: clientId, endpoint } });

@Component({
	selector: 'app-root',
	standalone: false,
	template: `<amplify-authenticator>
		<ng-template amplifySlot="authenticated" let-user="user" let-signOut="signOut">
			<p>Hello {{ user.username }}</p>
			<button id="sign-out" (click)="signOut()">Leave</button>
		</ng-template>
	</amplify-authenticator>`,
})
class Application {}

@NgModule({
	declarations: [Application],
	imports: [BrowserModule, AmplifyAuthenticatorModule],
	bootstrap: [Application],
})
class ApplicationModule {}

void platformBrowser().bootstrapModule(ApplicationModule);
