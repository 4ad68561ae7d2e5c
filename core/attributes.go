package core

import "context"

// CodeDelivery says where the service has sent a code.
type CodeDelivery struct {
	// Destination is the address or number, of which the service shows a part.
	Destination string
	// Medium is "EMAIL" or "SMS".
	Medium string
	// AttributeName is the attribute that the code verifies, "" during a sign-in.
	AttributeName string
}

func codeDeliveryOf(o Object) CodeDelivery {
	return CodeDelivery{o.Text("Destination"), o.Text("DeliveryMedium"), o.Text("AttributeName")}
}

// UpdateAttributes changes attributes of the signed-in user, and returns where the service has
// sent codes that verify them.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
func (u *User) UpdateAttributes(ctx context.Context, attributes Attributes, options ...Option) ([]CodeDelivery, error) {
	reply, err := u.callSignedIn(ctx, "UpdateUserAttributes", Object{
		{"UserAttributes", attributes.list()},
		{"ClientMetadata", metadataOf(options)},
	})
	var deliveries []CodeDelivery
	for _, o := range objectsOf(reply.Get("CodeDeliveryDetailsList")) {
		deliveries = append(deliveries, codeDeliveryOf(o))
	}
	return deliveries, err
}

// DeleteAttributes deletes attributes of the signed-in user.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html
func (u *User) DeleteAttributes(ctx context.Context, names ...string) error {
	list := make([]Value, len(names))
	for i, name := range names {
		list[i] = name
	}
	_, err := u.callSignedIn(ctx, "DeleteUserAttributes", Object{{"UserAttributeNames", list}})
	return err
}

// SendAttributeCode makes the service send a code that verifies an attribute of the signed-in
// user, and returns where it was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
func (u *User) SendAttributeCode(ctx context.Context, attributeName string, options ...Option) (CodeDelivery, error) {
	reply, err := u.callSignedIn(ctx, "GetUserAttributeVerificationCode", Object{
		{"AttributeName", attributeName},
		{"ClientMetadata", metadataOf(options)},
	})
	return codeDeliveryOf(reply.Object("CodeDeliveryDetails")), err
}

// VerifyAttribute verifies an attribute of the signed-in user with the code that was sent.
//
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
func (u *User) VerifyAttribute(ctx context.Context, attributeName, code string) error {
	_, err := u.callSignedIn(ctx, "VerifyUserAttribute", Object{{"AttributeName", attributeName}, {"Code", code}})
	return err
}
