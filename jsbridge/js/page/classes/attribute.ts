import type { ICognitoUserAttributeData } from '../base/types';

/** A user's attribute: a name and its value, both text. */
export class CognitoUserAttribute implements ICognitoUserAttributeData {
	/** The attribute's name, for instance `email` or `custom:team`. */
	Name: string;
	/** The attribute's value. */
	Value: string;

	/** @param data - name and value; what is missing or falsy becomes the empty text */
	constructor(data: ICognitoUserAttributeData);
	constructor({ Name, Value }: Partial<ICognitoUserAttributeData> = {}) {
		this.Name = Name || '';
		this.Value = Value || '';
	}

	/** The attribute's value. */
	getValue(): string {
		return this.Value;
	}

	/** Replaces the value and returns the attribute, for chaining. */
	setValue(value: string): CognitoUserAttribute {
		this.Value = value;
		return this;
	}

	/** The attribute's name. */
	getName(): string {
		return this.Name;
	}

	/** Replaces the name and returns the attribute, for chaining. */
	setName(name: string): CognitoUserAttribute {
		this.Name = name;
		return this;
	}

	/** The JSON text, for instance `{"Name":"email","Value":"a@b"}`. */
	toString(): string {
		return JSON.stringify(this);
	}

	/** A plain object with the two members. */
	toJSON(): Object {
		return { Name: this.Name, Value: this.Value };
	}
}

/** A `CognitoUserAttribute`, or a plain object with its members. */
export type AttributeLike = CognitoUserAttribute | ICognitoUserAttributeData;
