package core

// CodeDelivery returns where the code was sent.
func (c *SMSMFA) CodeDelivery() CodeDelivery { return c.codeDelivery() }

// CodeDelivery returns where the code was sent.
func (c *SMSOTP) CodeDelivery() CodeDelivery { return c.codeDelivery() }

// CodeDelivery returns where the code was sent.
func (c *EmailOTP) CodeDelivery() CodeDelivery { return c.codeDelivery() }

func (c *pendingChallenge) codeDelivery() CodeDelivery {
	return CodeDelivery{
		Destination: c.state.Parameters.Text("CODE_DELIVERY_DESTINATION"),
		Medium:      c.state.Parameters.Text("CODE_DELIVERY_DELIVERY_MEDIUM"),
	}
}
