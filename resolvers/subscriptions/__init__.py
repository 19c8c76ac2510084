"""The root fields of Subscription, and the responses that they stream."""
