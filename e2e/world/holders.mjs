// What state libraries and applications make of the objects that they hold.
import * as immer from 'immer';
import * as mobx from 'mobx';
import { createPinia, defineStore, setActivePinia } from 'pinia';
import * as valtio from 'valtio/vanilla';
import { markRaw, reactive, ref, shallowReactive, shallowRef, toRaw } from 'vue';
import { createRequire } from 'node:module';

const Vue2 = createRequire(import.meta.url)('vue-2');
Vue2.config.productionTip = false;
Vue2.config.devtools = false;

export const isObject = (value) => value !== null && typeof value === 'object';

/** A deep proxy as people write it for change detection: a new one at every access. */
export const deepProxy = (target) =>
	new Proxy(target, {
		get(object, key, receiver) {
			const value = Reflect.get(object, key, receiver);
			return isObject(value) && !(value instanceof Promise) ? deepProxy(value) : value;
		},
	});

/** A membrane: as deepProxy, and what functions return or make is wrapped too. */
export const membrane = (target) =>
	new Proxy(target, {
		get(object, key, receiver) {
			const value = Reflect.get(object, key, receiver);
			if (typeof value === 'function' && key !== 'constructor') {
				return (...args) => {
					const result = Reflect.apply(value, receiver, args);
					return isObject(result) && !(result instanceof Promise) ? membrane(result) : result;
				};
			}
			return isObject(value) && !(value instanceof Promise) ? membrane(value) : value;
		},
	});

/** A pinia store that holds a value. */
export function piniaStore(value) {
	setActivePinia(createPinia());
	const store = defineStore('auth', { state: () => ({ value: null }) })();
	store.value = value;
	return store.value;
}

class Holder {
	value;
	constructor(value) {
		this.value = value;
		mobx.makeAutoObservable(this);
	}
}

/** lodash's cloneDeep, for objects of classes. */
function cloneDeep(value, seen = new Map()) {
	if (!isObject(value)) return value;
	if (seen.has(value)) return seen.get(value);
	const copy = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
	seen.set(value, copy);
	for (const key of Object.keys(value)) copy[key] = cloneDeep(value[key], seen);
	return copy;
}

export const assigned = (value) => Object.assign(Object.create(Object.getPrototypeOf(value)), value);

/** What applications put pools and users into; each gives what the application then works with. */
export const holders = {
	'Vue 3 ref': (value) => ref(value).value,
	'Vue 3 reactive': (value) => reactive({ value }).value,
	'Vue 3 shallowRef': (value) => shallowRef(value).value,
	'Vue 3 shallowReactive object': (value) => shallowReactive(value),
	'Vue 3 markRaw': (value) => reactive({ value: markRaw(value) }).value,
	'Vue 3 toRaw': (value) => toRaw(reactive(value)),
	'Pinia': piniaStore,
	'Vue 2 observable': (value) => Vue2.observable({ value }).value,
	'Vue 2 data': (value) => new Vue2({ data: () => ({ value }) }).value,
	'MobX observable': (value) => mobx.observable({ value }).value,
	'MobX observableRef': (value) => mobx.observable({ value }, { value: mobx.observableRef }).value,
	'MobX makeAutoObservable': (value) => new Holder(value).value,
	'Immer': (value) => immer.produce({ value: null }, (draft) => void (draft.value = value)).value,
	'Valtio': (value) => valtio.proxy({ value }).value,
	'a deep proxy': deepProxy,
	'a membrane': membrane,
	'Object.assign': assigned,
	'cloneDeep': cloneDeep,
};
