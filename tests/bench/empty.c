/*
 * Does nothing: what it costs to start any program.
 */
int main(void)
{
	return 0;
}
