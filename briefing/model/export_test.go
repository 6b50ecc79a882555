package model

// WaitForLooks waits until nothing is done in the background.
func (m *Model) WaitForLooks() { m.looks.Wait() }
