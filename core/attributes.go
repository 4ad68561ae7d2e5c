package core

import "context"

// UpdateUserAttributes changes attributes, a list of objects {Name, Value}, and
// returns the service's reply: CodeDeliveryDetailsList says where codes were sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
func (p *Pool) UpdateUserAttributes(ctx context.Context, accessToken string, attributes, clientMetadata Value) (Object, error) {
	return p.call(ctx, "UpdateUserAttributes", Object{
		{"AccessToken", accessToken},
		{"UserAttributes", attributes},
		{"ClientMetadata", clientMetadata},
	})
}

// DeleteUserAttributes deletes the attributes whose names are in a list.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html
func (p *Pool) DeleteUserAttributes(ctx context.Context, accessToken string, names Value) error {
	_, err := p.call(ctx, "DeleteUserAttributes", Object{
		{"UserAttributeNames", names},
		{"AccessToken", accessToken},
	})
	return err
}

// GetUserAttributeVerificationCode makes the service send a code that verifies an
// attribute, and returns its reply, which says where the code was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
func (p *Pool) GetUserAttributeVerificationCode(ctx context.Context, accessToken, attributeName string, clientMetadata Value) (Object, error) {
	return p.call(ctx, "GetUserAttributeVerificationCode", Object{
		{"AttributeName", attributeName},
		{"AccessToken", accessToken},
		{"ClientMetadata", clientMetadata},
	})
}

// VerifyUserAttribute verifies an attribute with the code of
// [Pool.GetUserAttributeVerificationCode].
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
func (p *Pool) VerifyUserAttribute(ctx context.Context, accessToken, attributeName, code string) error {
	_, err := p.call(ctx, "VerifyUserAttribute", Object{
		{"AttributeName", attributeName},
		{"Code", code},
		{"AccessToken", accessToken},
	})
	return err
}
