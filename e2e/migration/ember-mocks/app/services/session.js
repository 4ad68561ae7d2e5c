export { default } from 'ember-simple-auth/services/session';
